import os

from celery import Celery

celery = Celery("shop", broker=os.environ.get("CELERY_BROKER_URL"), backend=os.environ.get("CELERY_RESULT_BACKEND"))


@celery.task
def add(one: int, other: int) -> int:
    return one + other
