// The question editor: choosing another kind shows its fields at once. Without this script the
// button below the list does the same.

const kind = document.querySelector("#id_kind");
const button = document.querySelector("[data-kind-button]");

if (kind && button) {
  button.hidden = true;
  kind.addEventListener("change", () => kind.form.requestSubmit(button));
}
