import sys

from bench.room import main

sys.exit(main(sys.argv[1:]))
