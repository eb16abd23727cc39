"""The program that reads documents."""
