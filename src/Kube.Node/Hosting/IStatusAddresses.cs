using System.Net;

namespace Kube.Node.Hosting;

/// <summary>Where the parts of a node that run in this host tell how they are: as bound, so that a port that the options leave open (0) is known. Safe for concurrent use.</summary>
public interface IStatusAddresses
{
    /// <summary>Where a door is.</summary>
    /// <returns>Null while it is not open: its part has not started or has ended, its place is somebody else's, or the options name none.</returns>
    IPEndPoint? Find(StatusDoor door);

    /// <summary>Waits until a door is open. One for which the options name no place never is.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<IPEndPoint> WaitAsync(StatusDoor door, CancellationToken cancellationToken);
}
