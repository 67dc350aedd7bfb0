// A stand-in: the demo starts no server.
