# layer(NAME [DEPENDS ...] [SYSTEM ...]): one static library per folder, made of every .cpp in it.
add_library(warnings INTERFACE)
target_compile_options(warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Wno-missing-field-initializers  # designated initialisers name what they set; the rest has its default
  $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>  # false alarms from Asio's awaitable frames (g++ 12)
  $<$<BOOL:${TICKETD_WERROR}>:-Werror>)

function(layer name)
  cmake_parse_arguments(arg "" "" "DEPENDS;SYSTEM;PRIVATE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(${name} STATIC ${sources})
  set_target_properties(${name} PROPERTIES OUTPUT_NAME ticketd_${name})  # our crypto is not libcrypto
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${arg_DEPENDS} ${arg_SYSTEM} PRIVATE warnings ${arg_PRIVATE})
endfunction()

# unit_tests(NAME FOLDER [LIBRARIES...]): every *_test.cpp of the folder in one GoogleTest program,
# each TEST a ctest of its own.
include(GoogleTest)
function(unit_tests name folder)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp)
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE TICKETD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${ARGN} warnings GTest::gmock_main)
  gtest_discover_tests(${name} TEST_PREFIX "${name}: " DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120)
endfunction()
