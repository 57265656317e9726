// Shows the description of the API to try out.
const settings = JSON.parse(document.getElementById("swagger-settings").textContent);

SwaggerUIBundle({
  ...settings,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  defaultModelsExpandDepth: -1,
  supportedSubmitMethods: ["get", "post", "patch", "delete"],
});
