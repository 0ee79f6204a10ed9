using System.Net;
using System.Security.Cryptography.X509Certificates;
using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Http;
using Kube.Api.Requests;
using Kube.Node.Hosting;
using Kube.Node.Registration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Identity;

/// <summary>The node's own certificates, for as long as this process lives: by which the API server knows it, and by which others know its endpoint.</summary>
internal sealed class NodeCredentials : IClientCertificates, IDisposable
{
    private readonly NodeCredentialsOptions _options;
    private readonly CertificateFiles _clientFiles;
    private readonly CertificateRotation _client;
    private readonly CertificateKubeClientFactory _factory;
    private readonly IKubeClient _own;
    private readonly TimeProvider _time;
    private HttpKubeClient? _bootstrap;

    public NodeCredentials(NodeCredentialsOptions options, IOptions<NodeOptions> node, TimeProvider time, IRandomSource random, ILogger<NodeCredentials> logger)
    {
        _options = options;
        _time = time;
        var name = node.Value.NodeName;
        User = new(UserNames.NodePrefix + name, groups: [UserNames.NodesGroup, UserNames.AuthenticatedGroup]);
        Cluster = NodeKubeconfig.Cluster(options);
        _clientFiles = new(options.CertificateDirectory, "kubelet-client");
        _client = new(WantedCertificate.Client(name, options.ClientCertificateDuration), _clientFiles, Requester, time, random, logger);
        _factory = new(Cluster, this, time);
        _own = _factory.Create(User, "kubelet");
        if (!options.RotateServerCertificate) return;
        var address = NodeObjects.Address(node.Value, new LocalMachine(node.Value.RootDirectory).Read());
        Serving = new(
            WantedCertificate.Serving(name, [IPAddress.Parse(address)]), new(options.CertificateDirectory, "kubelet-server"), _ => _own, time, random, logger);
    }

    /// <summary>Who the node is.</summary>
    public UserInfo User { get; }

    /// <summary>Where the API server is, and by whom its certificate is signed.</summary>
    public Kubeconfig Cluster { get; }

    /// <summary>The certificate of the node's endpoint; null when that signs one itself.</summary>
    public CertificateRotation? Serving { get; }

    /// <summary>Makes clients that are the node; their requests wait for its first certificate.</summary>
    public IKubeClientFactory Clients => _factory;

    public ValueTask<X509Certificate2> GetAsync(CancellationToken cancellationToken) => _client.GetAsync(cancellationToken);

    /// <summary>Gets the certificates, and renews them; returns when it is told to stop.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(_client.RunAsync(stopping), WriteKubeconfigAsync(stopping), Serving?.RunAsync(stopping) ?? Task.CompletedTask);

    public void Dispose()
    {
        _bootstrap?.Dispose();
        _factory.Dispose();
    }

    // By this the node starts again when who let it join is long forgotten.
    private async Task WriteKubeconfigAsync(CancellationToken stopping)
    {
        try
        {
            await _client.GetAsync(stopping);
            NodeKubeconfig.Write(_options.Kubeconfig, Cluster, _clientFiles.Current);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop before there was one.
        }
    }

    private IKubeClient Requester(bool isFirst)
    {
        if (!isFirst) return _own;
        if (_options.BootstrapKubeconfig.Length == 0) throw new KubeconfigException("the node has no valid certificate, and no bootstrap kubeconfig to ask for one with");
        return _bootstrap ??= HttpKubeClient.Create(Kubeconfig.Load(_options.BootstrapKubeconfig), "kubelet", _time);
    }
}
