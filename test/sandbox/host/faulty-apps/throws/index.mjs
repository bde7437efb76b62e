throw new Error("SETTING_A is missing; SETTING_B is not a number");
