"""An empty database with tables, 120 notices of each target, and the accounts user1 to user20 (password: word + number)."""
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "board.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from board.models import Notice  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
Notice.objects.bulk_create(
    Notice(title="%s %d" % ("장학 안내" if n % 4 == 0 else "Notice – «%s»" % target, n), target=target)
    for n in range(120)
    for target in ("cse", "main", "other")
)
for n in range(1, 21):
    User.objects.create_user("user%d" % n, password="word%d" % n)
