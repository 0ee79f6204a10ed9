namespace Kube.Api.FlowControl;

/// <summary>Requests in the order of their coming, linked through themselves: whichever goes, nothing is moved or allocated.</summary>
internal sealed class FlowRequestList
{
    public FlowRequest? First { get; private set; }

    public int Count { get; private set; }

    private FlowRequest? Last { get; set; }

    public void Add(FlowRequest request)
    {
        request.Previous = Last;
        request.Next = null;
        if (Last is null) First = request;
        else Last.Next = request;
        Last = request;
        Count++;
    }

    public void Remove(FlowRequest request)
    {
        if (request.Previous is null) First = request.Next;
        else request.Previous.Next = request.Next;
        if (request.Next is null) Last = request.Previous;
        else request.Next.Previous = request.Previous;
        request.Next = request.Previous = null;
        Count--;
    }
}
