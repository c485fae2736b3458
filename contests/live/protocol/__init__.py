"""What goes over the socket: reading frames, writing frames. Pure."""
