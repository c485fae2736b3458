// Getting a place in a room: the join route, and the ticket kept on this device.

/**
 * Ask `POST /vao-phong/` for what `wish` says (with its key `k`, so that asking again is harmless).
 * {place} on success, else {code, again}: `again` says that the same wish may be sent once more.
 */
export async function askPlace(wish) {
  try {
    const answer = await fetch("/vao-phong/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
    const told = await answer.json();
    if (!told.ticket) return { code: told.refused, again: answer.status >= 500 || answer.status === 429 };
    return { place: { ticket: told.ticket, name: told.name ?? "", number: told.number, player: told.player } };
  } catch {
    return { code: "offline", again: true };
  }
}

/** Keep the place on this device, where it keeps anything; whether it does. */
export function keepPlace(kept, room, place) {
  try {
    kept?.setItem(`phong:${room}`, JSON.stringify(place));
    return Boolean(kept);
  } catch {
    return false;
  }
}
