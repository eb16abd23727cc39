"""Values of the domain: plain, frozen, without technology."""
