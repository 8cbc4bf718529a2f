"""Signing in and out, and the account page, as a person does it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import fits, keep_picture
from tests.browser.people import PASSWORD

ON_A_PHONE = {"width": 390, "height": 844}


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_ada_signs_in_and_gets_to_the_page_she_wanted(page_of):
    page = page_of(path="/account")
    sign_in(page, "ada")
    expect(page).to_have_url(f"{page_of.url}/account")
    expect(page.get_by_text("You are signed in as ada.")).to_be_visible()


def test_a_wrong_password_says_what_to_do(page_of):
    page_of.troubles.expect(401, "/api/session")
    page = page_of(path="/sign-in")
    sign_in(page, "ada", "wrong")
    sentence = page.get_by_text("The name or the password is wrong, or the account is suspended.")
    expect(sentence).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("ada")
    keep_picture(page, "sign-in-refused-1440-light")


def test_nobody_gets_past_the_sign_in_page(page_of):
    page = page_of(path="/account")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_label("Current password")).to_have_count(0)


def test_signing_out_ends_the_session_in_every_tab(page_of):
    page = page_of("ada", path="/account")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{page_of.url}/sign-in")
    other = page.context.new_page()
    other.goto("/account")
    expect(other.get_by_role("button", name="Sign in")).to_be_visible()


def test_two_passwords_that_differ_are_told_before_sending(page_of):
    page = page_of("ben", path="/account")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("another long password")
    page.get_by_label("New password, once more").fill("another long passwort")
    expect(page.get_by_text("This is not the same as the new password above.")).to_be_visible()


def test_a_wrong_current_password_is_told_at_its_field(page_of):
    page_of.troubles.expect(400, "/api/session/password")
    page = page_of("ben", path="/account")
    page.get_by_label("Current password").fill("wrong")
    for label in ("New password", "New password, once more"):
        page.get_by_label(label, exact=True).fill("another long password")
    page.get_by_role("button", name="Change the password").click()
    field = page.get_by_label("Current password")
    expect(field).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_account_page_fits_a_phone(page_of, scheme):
    page = page_of("ada", **ON_A_PHONE, scheme=scheme, path="/account")
    expect(page.get_by_role("heading", name="Account")).to_be_visible()
    fits(page, ON_A_PHONE["width"])
    keep_picture(page, f"account-390-{scheme}")


def test_what_breaks_the_security_policy_fails_a_test(page_of):
    page = page_of(path="/sign-in")
    with page.expect_console_message(lambda told: "Content security policy" in told.text):
        page.evaluate("document.head.append(document.createElement('style'))")
        page.evaluate("document.querySelector('style').textContent = 'body { color: red }'")
    assert any("Content security policy: style-src" in one for one in page_of.troubles.all())
    page_of.troubles.expect_words("content security policy")
