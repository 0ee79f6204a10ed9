using System.CommandLine;
using Kube.Samples.CsiDriver;
using Microsoft.AspNetCore.Server.Kestrel.Core;

var name = new Option<string>("--driver-name") { Description = "By which volumes name the driver.", DefaultValueFactory = static _ => "directories.kube.local" };
var node = new Option<string>("--node-dir") { Description = "The node's directory, where it looks for drivers.", DefaultValueFactory = static _ => "/var/lib/kubelet" };
var data = new Option<string>("--data-dir") { Description = "Where the volumes are.", DefaultValueFactory = static _ => "./.csi-volumes" };
var nodeId = new Option<string>("--node-id") { Description = "What the driver calls this node.", DefaultValueFactory = static _ => Environment.MachineName };
var delay = new Option<int>("--delay-ms") { Description = "How late it answers what it is asked about volumes." };
var command = new RootCommand("A storage driver whose volumes are directories.") { name, node, data, nodeId, delay };
command.SetAction((flags, cancellationToken) => RunAsync(
    new DriverOptions
    {
        Name = flags.GetValue(name)!,
        NodeDirectory = Path.GetFullPath(flags.GetValue(node)!),
        DataDirectory = Path.GetFullPath(flags.GetValue(data)!),
        NodeId = flags.GetValue(nodeId)!,
        Delay = TimeSpan.FromMilliseconds(flags.GetValue(delay)),
    },
    cancellationToken));
return await command.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = null });

static async Task<int> RunAsync(DriverOptions options, CancellationToken cancellationToken)
{
    var builder = WebApplication.CreateSlimBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning);
    builder.Services.Configure<ConsoleLifetimeOptions>(lifetime => lifetime.SuppressStatusMessages = true);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        // The one that the node finds last: by then the other one answers.
        foreach (var socket in (string[])[options.Socket, options.RegistrationSocket])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
            File.Delete(socket);
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
        }
    });
    await using var app = builder.Build();
    app.Run(new Driver(options, TimeProvider.System).Serve().HandleAsync);
    await app.StartAsync(cancellationToken);
    Console.WriteLine($"driver {options.Name} listens at {options.Socket}");
    await app.WaitForShutdownAsync(CancellationToken.None);
    // The node takes a driver for gone when its socket is.
    File.Delete(options.RegistrationSocket);
    return 0;
}
