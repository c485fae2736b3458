// The words of a cited place: the whole article, one khoản of it, or one điểm of that.

/** Text of `article` ({heading, body}) for khoản and điểm as typed; "" when there is none. */
export function quoted(article, clause = "", point = "") {
  const lines = article.body.split("\n").filter((line) => line.trim());
  if (!clause) return point ? partOf(lines, `${point})`) : [article.heading, ...lines].join("\n");
  const from = lines.findIndex((line) => line.startsWith(`${clause}. `));
  if (from < 0) return "";
  const length = lines.slice(from + 1).findIndex((line) => /^\d{1,3}\. /.test(line));
  const part = lines.slice(from, length < 0 ? undefined : from + 1 + length);
  return point ? partOf(part, `${point})`) : part.join("\n");
}

function partOf(lines, label) {
  const from = lines.findIndex((line) => line.toLowerCase().startsWith(label.toLowerCase()));
  if (from < 0) return "";
  const length = lines.slice(from + 1).findIndex((line) => /^([a-zđ]\)|\d{1,3}\.) /i.test(line));
  return lines.slice(from, length < 0 ? undefined : from + 1 + length).join("\n");
}
