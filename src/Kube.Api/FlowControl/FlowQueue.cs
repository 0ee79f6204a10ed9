namespace Kube.Api.FlowControl;

/// <summary>One queue of a priority level. Several flows share it by their hands of cards.</summary>
internal sealed class FlowQueue(int index)
{
    public int Index { get; } = index;

    public FlowRequestList Waiting { get; } = new();

    /// <summary>Seats times seconds that those who wait are expected to take.</summary>
    public double WaitingWork { get; set; }

    public int WaitingInitialSeats { get; set; }

    public int WaitingMostSeats { get; set; }

    public int Executing { get; set; }

    public int SeatsInUse { get; set; }

    /// <summary>The virtual time at which the queue's next request starts.</summary>
    public double NextDispatchR { get; set; }

    public bool IsActive => Waiting.Count > 0 || Executing > 0;

    public void Add(FlowRequest request)
    {
        Waiting.Add(request);
        WaitingWork += request.TotalWork;
        WaitingInitialSeats += request.Work.InitialSeats;
        WaitingMostSeats += request.Work.MostSeats;
    }

    public void Remove(FlowRequest request)
    {
        Waiting.Remove(request);
        WaitingWork = Waiting.Count == 0 ? 0 : WaitingWork - request.TotalWork;
        WaitingInitialSeats -= request.Work.InitialSeats;
        WaitingMostSeats -= request.Work.MostSeats;
    }

    /// <summary>The next start is not before its request came.</summary>
    public void BoundNextDispatch()
    {
        if (Waiting.First is { } oldest && NextDispatchR < oldest.ArrivalR) NextDispatchR = oldest.ArrivalR;
    }
}
