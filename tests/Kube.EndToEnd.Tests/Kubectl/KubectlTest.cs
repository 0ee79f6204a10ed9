namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>A class of kubectl commands with a namespace of its own, made before each of its tests when it is not there.</summary>
public abstract class KubectlTest(SharedCluster cluster) : IAsyncLifetime
{
    /// <summary>The namespace of the class: its name in small letters.</summary>
    protected string Namespace => GetType().Name.ToLowerInvariant();

    public async ValueTask InitializeAsync()
    {
        var made = await cluster.Kubectl.RunAsync(["create", "namespace", Namespace]);
        if (made.ExitCode != 0) Assert.Contains("already exists", made.Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a command in the class's namespace. Words are split at spaces; one that holds a space is given in the list form.</summary>
    private protected Task<KubectlResult> Kubectl(string command, string? input = null) => Kubectl(command.Split(' '), input);

    private protected Task<KubectlResult> Kubectl(IReadOnlyList<string> arguments, string? input = null, params (string Name, string Value)[] environment) =>
        cluster.Kubectl.RunAsync([.. arguments, "--namespace", Namespace], input, environment);

    private protected Task<KubectlResult> KubectlAnywhere(string command, string? input = null) => cluster.Kubectl.RunAsync(command.Split(' '), input);

    private protected System.Diagnostics.Process Start(string command) =>
        cluster.Kubectl.Start([.. command.Split(' '), "--namespace", Namespace]);

    private protected Uri Address => cluster.Cluster.Address;
}
