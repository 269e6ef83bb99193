from django.db import models


class Notice(models.Model):
    title = models.CharField(max_length=200)
    target = models.CharField(max_length=40, db_index=True)
    author = models.CharField(max_length=40, default="")


class Device(models.Model):
    id = models.CharField(primary_key=True, max_length=40)
    subscriptions = models.CharField(max_length=200, default="")
    keywords = models.CharField(max_length=200, default="")
    alarm_switch = models.BooleanField(default=True)
