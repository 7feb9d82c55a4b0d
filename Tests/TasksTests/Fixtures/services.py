"""An AWS-compatible endpoint for the tests: prints its port, serves until its standard input closes."""
import os, sys, threading

os.environ.setdefault("MOTO_ACCOUNT_ID", "123456789012")
try:
    from moto.server import ThreadedMotoServer
except ImportError:
    print("0", flush=True)
    sys.exit(0)
import logging
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
