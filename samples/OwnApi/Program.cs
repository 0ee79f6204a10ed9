using Kube.Api.Authentication.Certificates;
using Kube.Api.Client.Http;
using Kube.Api.Validation;
using Kube.Samples.OwnApi;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

var builder = WebApplication.CreateSlimBuilder(args);
var directory = builder.Configuration["data-dir"] ?? "./.own-api";
var port = builder.Configuration.GetValue("secure-port", 7443);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = Path.Combine(directory, "store"));
builder.Services.AddKubeApi().AddResource<Widget>(widgets => widgets
    .Default(widget =>
    {
        if (widget.Spec is { } spec) spec.Label ??= spec.Color;
    })
    .Validate((widget, errors) =>
    {
        if (widget.Spec?.Label == "gold") errors.Forbidden(FieldPath.Root("spec").Child("label"), "all that glitters");
    })
    .AlsoAs<WidgetV1Beta1>(WidgetV1Beta1.ToV1, WidgetV1Beta1.FromV1, beta => beta.Deprecated()));
builder.Services.AddKubeApiServer(server => (server.CertificateDirectory, server.SecurePort) = (Path.Combine(directory, "pki"), port));
builder.Services.AddHostedService<WidgetMaker>();

var app = builder.Build();
app.MapKubeApi();
await app.StartAsync();

var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
var kubeconfig = Path.GetFullPath(Path.Combine(directory, "admin.kubeconfig"));
KubeconfigFile.Write(kubeconfig, app.Services.GetRequiredService<ClusterCertificates>().AdministratorKubeconfig(address), "own-api", "admin");
Console.WriteLine($"serving widgets: export KUBECONFIG={kubeconfig}");
await app.WaitForShutdownAsync();
