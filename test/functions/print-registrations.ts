// Run in a process of its own, since a process has one app: loads the built app as the host does and prints what it registers.
import { loadApp } from "../../sandbox/host/load-app.ts";

const { functions } = await loadApp(process.cwd(), () => {});
const registered = [...functions.values()].map(({ metadata: { name, bindings } }) => ({ name, bindings }));
process.stdout.write(JSON.stringify(registered));
