"""`python -m corpuspkg`."""

from corpuspkg.cli import main

if __name__ == "__main__":
    main()
