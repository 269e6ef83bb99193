from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from . import views

urlpatterns = [
    path("notice/all", views.notices_all),
    path("notice/list", views.notices_list),
    path("accounts/device", views.device),
    path("login/", LoginView.as_view()),
    path("logout/", LogoutView.as_view(next_page="/login/")),
    path("board/", views.board),
]
