# What `cmake --install` puts where, and the Debian package made of it. scripts/package configures with the prefix /usr.
include(GNUInstallDirs)
set(doc ${CMAKE_INSTALL_DATADIR}/doc/ticketd)

install(TARGETS ticketd ticketctl ticketd-bench DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES packaging/ticketd.toml packaging/desk.toml DESTINATION /etc/ticketd)
install(DIRECTORY DESTINATION /etc/ticketd/secrets
        DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
install(FILES config/desk.toml DESTINATION ${CMAKE_INSTALL_DATADIR}/ticketd)
install(FILES config/ticketd.toml config/desk.toml DESTINATION ${doc}/examples)
install(FILES contrib/alerts.yml contrib/dashboard.json DESTINATION ${doc}/examples)
install(FILES README.md CHANGELOG.md packaging/copyright DESTINATION ${doc})
install(DIRECTORY docs/ DESTINATION ${doc}/docs FILES_MATCHING PATTERN "*.md" PATTERN "decisions" EXCLUDE)
install(FILES packaging/sysusers.conf DESTINATION lib/sysusers.d RENAME ticketd.conf)
install(FILES packaging/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME ticketd.conf)
install(FILES systemd/ticketd.service systemd/ticketd-smtp.socket systemd/ticketd-lmtp.socket systemd/ticketd-http.socket
        DESTINATION /lib/systemd/system)
install(FILES packaging/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME ticketd)
install(FILES ${MANUAL_DIR}/ticketctl.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ticketctl)
foreach(page IN LISTS MANUAL_PAGES)
  string(REGEX MATCH "[0-9]$" section ${page})
  install(FILES ${MANUAL_DIR}/${page}.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()

# Debian's own kind of changelog, compressed without a time so that the same source gives the same bytes.
set(changelog ${CMAKE_BINARY_DIR}/changelog)
configure_file(packaging/changelog.in ${changelog} @ONLY)
execute_process(COMMAND gzip -9nkf ${changelog} COMMAND_ERROR_IS_FATAL ANY)
install(FILES ${changelog}.gz DESTINATION ${doc})

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME ticketd)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The ticketd authors <ticketd@example.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "help desk that lives in the mail")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Customers write to a support address as ever; agents answer from the mail
client they have; ticketd keeps the tickets. It takes mail in by SMTP, LMTP,
IMAP or a pipe, finds the conversation that each mail belongs to, and sends
answers through the mail server of the house.
.
One daemon, one SQLite database, two configuration files. The package holds
the daemon, ticketctl for operators, and ticketd-bench for measuring.")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "init-system-helpers (>= 1.54~), tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "default-mta | mail-transport-agent")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${PROJECT_SOURCE_DIR}/packaging/postinst ${PROJECT_SOURCE_DIR}/packaging/prerm ${PROJECT_SOURCE_DIR}/packaging/postrm
    ${PROJECT_SOURCE_DIR}/packaging/conffiles)
include(CPack)
