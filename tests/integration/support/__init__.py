"""Real mail servers on loopback for the integration tests. Only the standard library and Debian's packages."""
