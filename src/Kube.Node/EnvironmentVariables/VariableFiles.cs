using System.Text;
using Kube.Api.Models;
using Kube.Node.Volumes;
using Microsoft.Extensions.Logging;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Reads variables from files that containers wrote into a volume of their pod (KEP-3721; upstream's <c>makeEnvironmentVariables</c>, 1.36).</summary>
internal sealed partial class VariableFiles(ILogger<VariableFiles> logger)
{
    /// <returns>The value; empty when the file has no such key.</returns>
    /// <exception cref="ContainerSetupException">The file cannot be read, or not be understood. As upstream a missing file is not forgiven to an optional variable, only a missing key.</exception>
    public string Read(V1Pod pod, string volume, string path, string key)
    {
        try
        {
            using var file = new FileStream(VolumeNative.OpenFile(HostPaths.Real(volume), path), FileAccess.Read);
            using var reader = new StreamReader(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), detectEncodingFromByteOrderMarks: false);
            return VariableFileParser.Find(reader, key);
        }
        catch (Exception failure) when (failure is VolumeException or FormatException or IOException or UnauthorizedAccessException)
        {
            // What is in the file is nothing for an event.
            LogUnreadable(failure, pod.Metadata.Namespace, pod.Metadata.Name, path);
            throw new ContainerSetupException("couldn't parse env file");
        }
    }

    [LoggerMessage(5130, LogLevel.Warning, "The file {Path} of variables for pod {Namespace}/{Pod} cannot be used")]
    private partial void LogUnreadable(Exception failure, string? @namespace, string? pod, string path);
}
