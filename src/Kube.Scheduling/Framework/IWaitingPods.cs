namespace Kube.Scheduling.Framework;

/// <summary>The pods that Permit plugins hold. Safe for concurrent use.</summary>
public interface IWaitingPods
{
    /// <summary>Lets a pod go on, as far as a plugin is concerned; it goes when every plugin that holds it has agreed.</summary>
    /// <returns>Whether it was waiting for this plugin.</returns>
    bool Allow(string podUid, string pluginName);

    /// <summary>Sends a pod back.</summary>
    /// <returns>Whether it was waiting.</returns>
    bool Reject(string podUid, string pluginName, string reason);

    /// <summary>The uids of the pods that wait, as of now.</summary>
    IReadOnlyList<string> Waiting { get; }
}
