// Vietnamese text as a key for searching: no marks, đ as d, lower case ("Đăk Hà" is "dak ha").

export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}
