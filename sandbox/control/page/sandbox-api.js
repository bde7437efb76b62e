export async function readState() {
  const response = await fetch("/api/state", { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}`);
  return response.json();
}

/** Does something; answers what there is to tell about it, good or bad. */
export async function act(name, body) {
  try {
    const response = await fetch(`/api/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const { told, refused } = await response.json();
    return { done: response.ok, text: told ?? refused };
  } catch {
    return { done: false, text: "The sandbox does not answer." };
  }
}
