using Kube.Node.Agent;
using Kube.Node.Runtime;

namespace Kube.Node.Volumes;

/// <summary>The last words of containers: their message file, else the end of their log when the pod wants that.</summary>
internal sealed class TerminationMessages(IPodFiles files, Logs.ContainerLogs logs)
{
    private const int TailLines = 80;
    private const int TailBytes = 2048;

    public string Of(ContainerStatus container)
    {
        var text = "";
        if (container.Annotations.TryGetValue(RuntimeLabels.TerminationMessagePath, out var path) && path.Length > 0) text = files.ReadTerminationMessage(path);
        if (text.Length == 0 && container.ExitCode != 0 && container.LogPath.Length > 0
            && container.Annotations.GetValueOrDefault(RuntimeLabels.TerminationMessagePolicy) == "FallbackToLogsOnError")
            text = logs.Tail(container.LogPath, TailLines, TailBytes);
        return text.Length > 0 ? text : container.Message;
    }
}
