"""Debian's Locust with the version that its package lacks, without which its master refuses workers. Arguments as `locust`."""
import sys
import types

version = types.ModuleType('locust._version')
version.version = version.__version__ = '2.12.1'
sys.modules['locust._version'] = version

from locust.main import main  # noqa: E402: the version comes first

main()
