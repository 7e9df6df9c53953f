import sys

from bench.lessons import main

sys.exit(main(sys.argv[1:]))
