namespace Kube.Api.Client.Http;

public sealed partial class Kubeconfig
{
    private const string AccountDirectory = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Reads what kubectl would: the files that <c>KUBECONFIG</c> names, merged, or <c>~/.kube/config</c>. Files that are missing are passed over.</summary>
    /// <param name="context">The context; null for the current one.</param>
    /// <exception cref="KubeconfigException">There is no file, one is not a kubeconfig, or what the context names is missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Kubeconfig LoadDefault(string? context = null)
    {
        var named = Environment.GetEnvironmentVariable("KUBECONFIG");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return LoadMerged(string.IsNullOrEmpty(named) ? [Path.Combine(home, ".kube", "config")] : named.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), context);
    }

    /// <summary>Reads several files as one: of each cluster, user and context the first file's counts, and the first current context. Files that are missing are passed over.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <exception cref="KubeconfigException">There is no file, one is not a kubeconfig, or what the context names is missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Kubeconfig LoadMerged(IEnumerable<string> paths, string? context = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var sources = new KubeconfigSources();
        foreach (var path in paths)
        {
            if (!File.Exists(path)) continue;
            sources.Add(File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
        }

        return sources.IsEmpty ? throw new KubeconfigException("there is no kubeconfig") : sources.Read(context);
    }

    /// <summary>How a pod reaches its own cluster, as its service account: by its environment and the files that its node keeps new.</summary>
    /// <param name="directory">Where those are; null: where nodes put them.</param>
    /// <exception cref="KubeconfigException">This process is in no pod.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static Kubeconfig InCluster(string? directory = null)
    {
        directory ??= AccountDirectory;
        var (host, port) = (Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"));
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port))
            throw new KubeconfigException("unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined");
        var ns = Path.Combine(directory, "namespace");
        return new Kubeconfig
        {
            Server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"),
            CertificateAuthorityPem = File.ReadAllText(Path.Combine(directory, "ca.crt")),
            TokenFile = Path.Combine(directory, "token"),
            Namespace = File.Exists(ns) ? File.ReadAllText(ns).Trim() : "default",
        };
    }
}
