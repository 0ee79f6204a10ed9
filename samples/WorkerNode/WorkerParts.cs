using Kube.Node.Hosting;
using Kube.Node.Identity;

namespace Kube.Samples.WorkerNode;

/// <summary>What the node is made of.</summary>
internal static class WorkerParts
{
    public static void Add(IServiceCollection services, WorkerOptions options)
    {
        var credentials = new NodeCredentialsOptions
        {
            CertificateDirectory = options.CertificateDirectory,
            Kubeconfig = options.Kubeconfig,
            BootstrapKubeconfig = File.Exists(options.JoinKubeconfig) ? options.JoinKubeconfig : "",
            RotateServerCertificate = options.RotateServerCertificate,
        };
        if (options.ProxyKubeconfig is { } proxy) credentials.Kubeconfigs["system:kube-proxy"] = proxy;
        services.AddNodeCredentials(credentials);

        var node = services.AddKubeNode(node =>
        {
            node.NodeName = options.NodeName;
            node.RootDirectory = options.RootDirectory;
            node.NodeIp = options.NodeIP?.ToString() ?? "";
            node.PodCidr = options.PodCidr?.ToString() ?? "";
            node.Port = options.KubeletPort;
            foreach (var address in options.ClusterDns) node.ClusterDns.Add(address.ToString());
        });
        UseRuntime(node, options);
        node.AddNodeEndpoint();
        if (options.ProxyKubeconfig is not null) node.AddServiceProxy(services => services.AddressLabel = "lo:" + options.Bridge);
    }

    private static void UseRuntime(IKubeNodeBuilder node, WorkerOptions options) => _ = options.RuntimeEndpoint switch
    {
        WorkerOptions.HollowRuntime => node.UseHollowRuntime(),
        WorkerOptions.ProcessRuntime => node.UseProcessRuntime(runtime =>
        {
            runtime.PodCidr = options.PodCidr?.ToString() ?? "";
            runtime.Bridge = options.Bridge;
            runtime.AllowHostRoot = options.AllowHostRoot;
        }),
        var socket => node.UseCriRuntime(runtime => runtime.Endpoint = socket),
    };
}
