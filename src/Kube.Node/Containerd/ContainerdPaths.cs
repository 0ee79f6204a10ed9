using System.Security.Cryptography;
using System.Text;

namespace Kube.Node.Containerd;

/// <summary>Where an instance keeps what. Its sockets are below <c>/run</c>, because paths of sockets must be short, and what is below it goes when the machine restarts, as they do.</summary>
internal sealed class ContainerdPaths
{
    public const string Everywhere = "/run/kube-containerd";

    public ContainerdPaths(string directory)
    {
        Directory = Path.GetFullPath(directory);
        Run = Path.Combine(Everywhere, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)).AsSpan(0, 6)));
    }

    /// <summary>What is kept on disk.</summary>
    public string Directory { get; }

    /// <summary>What does not outlive the machine's next start.</summary>
    public string Run { get; }

    public string Root => Path.Combine(Directory, "root");

    public string State => Path.Combine(Run, "state");

    public string Socket => Path.Combine(Run, "c.sock");

    /// <summary>Says who owns the instance, and what it has beyond directories.</summary>
    public string Owner => Path.Combine(Run, "owner");

    public string Configuration => Path.Combine(Directory, "config.toml");

    public string NetworkDirectory => Path.Combine(Directory, "net.d");

    public string NetworkTemplate => Path.Combine(Directory, "network.template");

    public string Addresses => Path.Combine(Directory, "addresses");

    public string Log => Path.Combine(Directory, "containerd.log");
}
