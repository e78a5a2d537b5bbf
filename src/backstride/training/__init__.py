"""Training: who should start how, how it grows, when to stop, and what to do next."""
