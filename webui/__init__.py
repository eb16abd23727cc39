"""The program people use: pages, API and command line over the same services."""
