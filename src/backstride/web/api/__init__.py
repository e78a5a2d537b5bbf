"""What programs ask: a route is an action and a document."""
