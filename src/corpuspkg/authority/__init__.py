"""Facts about instruments, offices, countries and letters: tables that people can read and correct."""
