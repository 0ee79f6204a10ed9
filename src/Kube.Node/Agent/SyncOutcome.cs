namespace Kube.Node.Agent;

internal enum SyncOutcome
{
    /// <summary>Nothing was to be done.</summary>
    Nothing,

    /// <summary>The runtime has changed: look again.</summary>
    Acted,

    /// <summary>Something could not be done, in a way that the status shows.</summary>
    Failed,
}
