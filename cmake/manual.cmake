# The manual pages and the completion for bash: each program prints its own, out of the tables that it works with.
set(MANUAL_DIR ${CMAKE_BINARY_DIR}/manual)
set(MANUAL_PAGES ticketd.8 ticketctl.1 ticketd-bench.1 ticketd.toml.5 desk.toml.5)

function(manual_page page program)
  add_custom_command(OUTPUT ${MANUAL_DIR}/${page} DEPENDS ${program} VERBATIM
    COMMAND sh -c "mkdir -p '${MANUAL_DIR}' && '$<TARGET_FILE:${program}>' --manual ${page} >'${MANUAL_DIR}/${page}' && gzip -9nkf '${MANUAL_DIR}/${page}'")
  set_property(GLOBAL APPEND PROPERTY MANUAL_FILES ${MANUAL_DIR}/${page})
endfunction()

manual_page(ticketd.8 ticketd)
manual_page(ticketd-bench.1 ticketd-bench)
foreach(page ticketctl.1 ticketctl.bash ticketd.toml.5 desk.toml.5)
  manual_page(${page} ticketctl)
endforeach()
get_property(files GLOBAL PROPERTY MANUAL_FILES)
if(NOT TICKETD_FUZZ)
  add_custom_target(manual ALL DEPENDS ${files})
endif()
