pytest_plugins = ["tests.support.environment", "tests.support.server", "tests.support.storage"]
