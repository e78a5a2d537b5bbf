"""What people open: a route is an action and a template."""
