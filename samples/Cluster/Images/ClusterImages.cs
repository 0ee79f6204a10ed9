using Kube.Node.Hosting;
using Kube.Node.Runtime.Process;

namespace Kube.Samples.Cluster.Images;

/// <summary>The images that this cluster's nodes know without a registry: programs of this machine under names.</summary>
public static class ClusterImages
{
    private const string HelloVerb = "image-hello";

    /// <summary>Runs an image's program when the command line asks for one. Called before anything else of the cluster is loaded.</summary>
    public static bool TryRun(string[] args, out int exitCode)
    {
        exitCode = 0;
        if (args is not [HelloVerb, ..])
            return false;
        exitCode = HelloServer.Run();
        return true;
    }

    /// <summary>Registers <c>hello</c>, a web server, and <c>sleep</c>, which waits for the seconds that its argument says, or until it is stopped.</summary>
    public static IKubeNodeBuilder AddClusterImages(this IKubeNodeBuilder node) => node
        .AddProcessImage(ProcessImage.OfThisProgram("hello", HelloVerb))
        .AddProcessImage(new()
        {
            Name = "sleep",
            // The first process of a pod gets no signal that it does not ask for.
            EntryPoint = ["/bin/sh", "-c", "trap 'exit 0' TERM INT; sleep \"${1:-infinity}\" & wait $!", "sleep"],
        });
}
