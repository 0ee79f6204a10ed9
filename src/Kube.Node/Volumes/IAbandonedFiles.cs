namespace Kube.Node.Volumes;

/// <summary>What pods left behind that nobody remembers, such as after a loss of the runtime's state.</summary>
internal interface IAbandonedFiles
{
    /// <summary>Unmounts and removes the directories of pods that are not known.</summary>
    void Remove(Func<string, bool> isKnownPodUid);
}
