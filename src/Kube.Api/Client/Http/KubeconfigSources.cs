using System.Text;
using Kube.Api.Yaml;
using YamlDotNet.RepresentationModel;

namespace Kube.Api.Client.Http;

/// <summary>Several kubeconfig files as one: of each name the first file's counts, as client-go merges them. Paths are relative to the file that they stand in.</summary>
internal sealed class KubeconfigSources
{
    private readonly List<(YamlMappingNode Root, string Directory)> _files = [];

    public bool IsEmpty => _files.Count == 0;

    /// <exception cref="KubeconfigException">The text is not a kubeconfig.</exception>
    public KubeconfigSources Add(string text, string directory)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlDotNet.Core.YamlException fault)
        {
            throw new KubeconfigException($"not YAML: {fault.Message}", fault);
        }

        _files.Add((stream.Documents is [{ RootNode: YamlMappingNode root }, ..] ? root : throw new KubeconfigException("not a kubeconfig: no object in it"), directory));
        return this;
    }

    public Kubeconfig Read(string? context)
    {
        context ??= _files.Select(static file => Text(file.Root, "current-context")).FirstOrDefault(static name => !string.IsNullOrEmpty(name));
        if (string.IsNullOrEmpty(context)) throw new KubeconfigException("no context is chosen: current-context is empty");
        var (chosen, _) = Named("contexts", "context", context);
        var clusterName = Text(chosen, "cluster") ?? throw new KubeconfigException($"context \"{context}\" names no cluster");
        var (cluster, home) = Named("clusters", "cluster", clusterName);
        var (user, userHome) = Text(chosen, "user") is { Length: > 0 } userName ? Named("users", "user", userName) : ([], home);

        return new Kubeconfig
        {
            Server = ServerOf(cluster, clusterName),
            CertificateAuthorityPem = DataOrFile(cluster, "certificate-authority", home),
            TlsServerName = Text(cluster, "tls-server-name"),
            InsecureSkipTlsVerify = Text(cluster, "insecure-skip-tls-verify") == "true",
            ProxyUrl = Text(cluster, "proxy-url") is { Length: > 0 } proxy ? new Uri(proxy) : null,
            ClientCertificatePem = DataOrFile(user, "client-certificate", userHome),
            ClientKeyPem = DataOrFile(user, "client-key", userHome),
            Token = Text(user, "token") is { Length: > 0 } token ? token : null,
            TokenFile = Text(user, "tokenFile") is { Length: > 0 } file ? Path.Combine(userHome, file) : null,
            Username = Text(user, "username"),
            Password = Text(user, "password"),
            Impersonate = Text(user, "as"),
            Exec = Child(user, "exec") is YamlMappingNode exec ? Plugin(exec, cluster, userHome) : null,
            Namespace = Text(chosen, "namespace") is { Length: > 0 } name ? name : "default",
        };
    }

    /// <summary>The first cluster, and nobody to be there.</summary>
    public Kubeconfig ReadCluster()
    {
        var (root, directory) = _files[0];
        if (Items(root, "clusters").FirstOrDefault() is not YamlMappingNode entry || Child(entry, "cluster") is not YamlMappingNode cluster)
            throw new KubeconfigException("no cluster is in it");
        return new Kubeconfig { Server = ServerOf(cluster, Text(entry, "name") ?? ""), CertificateAuthorityPem = DataOrFile(cluster, "certificate-authority", directory) };
    }

    private static Uri ServerOf(YamlMappingNode cluster, string name)
    {
        var server = Text(cluster, "server");
        return Uri.TryCreate(server, UriKind.Absolute, out var uri) ? uri : throw new KubeconfigException($"cluster \"{name}\" has no usable server: \"{server}\"");
    }

    private static ExecPlugin Plugin(YamlMappingNode exec, YamlMappingNode cluster, string directory)
    {
        var command = Text(exec, "command") is { Length: > 0 } named ? named : throw new KubeconfigException("exec names no command");
        var version = Text(exec, "apiVersion") ?? "";
        if (version is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
            throw new KubeconfigException($"exec plugin: invalid apiVersion \"{version}\"");
        var mode = Text(exec, "interactiveMode");
        if (mode is null && version.EndsWith("/v1", StringComparison.Ordinal)) throw new KubeconfigException("exec plugin: interactiveMode must be specified to use exec authentication plugin");
        if (mode is not (null or "Never" or "IfAvailable" or "Always")) throw new KubeconfigException($"exec plugin: invalid interactiveMode \"{mode}\"");
        return new ExecPlugin
        {
            // A path is one of the file's; a name is looked for by the system.
            Command = command.Contains('/', StringComparison.Ordinal) ? Path.Combine(directory, command) : command,
            Arguments = [.. Items(exec, "args").OfType<YamlScalarNode>().Select(static item => item.Value ?? "")],
            Environment = [.. Items(exec, "env").OfType<YamlMappingNode>().Select(static item => new KeyValuePair<string, string>(Text(item, "name") ?? "", Text(item, "value") ?? ""))],
            ApiVersion = version,
            InstallHint = Text(exec, "installHint") ?? "",
            ProvideClusterInfo = Text(exec, "provideClusterInfo") == "true",
            ClusterConfig = Items(cluster, "extensions").OfType<YamlMappingNode>()
                .Where(static item => Text(item, "name") == "client.authentication.k8s.io/exec").Select(static item => Child(item, "extension")).FirstOrDefault() is { } extension ? Json(extension) : null,
            InteractiveMode = mode ?? "IfAvailable",
        };
    }

    private static string Json(YamlNode node)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(node)).Save(text, assignAnchors: false);
        return Encoding.UTF8.GetString(KubeYaml.ToJson(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private (YamlMappingNode Node, string Directory) Named(string list, string member, string name)
    {
        foreach (var (root, directory) in _files)
        {
            foreach (var entry in Items(root, list))
            {
                // A user without credentials has nothing in it.
                if (entry is YamlMappingNode mapping && Text(mapping, "name") == name) return (Child(mapping, member) as YamlMappingNode ?? [], directory);
            }
        }

        throw new KubeconfigException($"{member} \"{name}\" is not in the kubeconfig");
    }

    private static string? DataOrFile(YamlMappingNode node, string name, string directory)
    {
        if (Text(node, name + "-data") is { Length: > 0 } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException fault)
            {
                throw new KubeconfigException($"{name}-data is not base64", fault);
            }
        }

        return Text(node, name) is { Length: > 0 } path ? File.ReadAllText(Path.Combine(directory, path)) : null;
    }

    private static IEnumerable<YamlNode> Items(YamlMappingNode node, string name) => Child(node, name) is YamlSequenceNode sequence ? sequence.Children : [];

    private static YamlNode? Child(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    private static string? Text(YamlMappingNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;
}
