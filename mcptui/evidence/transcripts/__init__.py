"""The transcripts of clients that tell which servers were called, a module for each client."""
