import { describe, expect, it } from "@jest/globals";
import { changed, faultsIn, withText } from "./changed.ts";

const config = "Microsoft.Web/sites/config";

describe("the templates of sign-in", () => {
  it("ask for what renews the page's token, and name the setting that stands for a secret", () => {
    expect(faultsIn(changed("core-closed", config, withText(" offline_access", "")))).toEqual([
      "sign-in: does not ask for the scope offline_access",
    ]);
    const other = withText('"clientSecretSettingName":"OVERRIDE_USE', '"clientSecretSettingName":"OVERRIDES_USE');
    expect(faultsIn(changed("core-closed", config, other))).toEqual([
      "sign-in: there is no setting OVERRIDES_USE_MI_FIC_ASSERTION_CLIENTID",
    ]);
  });

  it("switch sign-in off where nobody is to be signed in", () => {
    const on = withText('"platform":{"enabled":false}', '"platform":{"enabled":true}');
    expect(faultsIn(changed("core", config, on))).toEqual(["sign-in: platform.enabled: Invalid input: expected false"]);
    expect(faultsIn(changed("core", config, withText("authsettingsV2", "authsettings")))).toEqual([
      "sign-in: platform: Invalid input: expected object, received undefined",
      "sign-in: identityProviders: Invalid input: expected object, received undefined",
    ]);
  });
});
