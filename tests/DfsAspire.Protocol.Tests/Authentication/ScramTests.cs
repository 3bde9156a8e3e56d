using System.Text;
using DfsAspire.Protocol.Authentication;

namespace DfsAspire.Protocol.Tests.Authentication;

public sealed class ScramTests
{
    [Fact]
    public void The_right_password_is_taken_and_the_client_learns_the_derivation()
    {
        ScramExchange exchange = new();
        Assert.True(exchange.Run(out _));
        Assert.Equal("alice", exchange.UserAskedFor);
        Assert.Equal(ScramExchange.Account.Derivation, exchange.Client.Derivation);
    }

    [Fact]
    public void A_wrong_password_is_refused_in_the_originals_words()
    {
        Assert.False(new ScramExchange { ClientPassword = ScramExchange.Password + "x" }.Run(out ScramException? failure));
        Assert.Equal(ScramFailure.Refused, failure!.Failure);
        Assert.Equal("Invalid Username/Password. Please try again.", failure.Message);
    }

    [Fact]
    public void No_password_of_an_unknown_user_is_taken()
    {
        ScramCredentials fake = FakeCredentials.For("alice", 1, "a secret of the cluster"u8);
        Assert.Equal(ScramFailure.Refused, new ScramExchange { Credentials = fake }.Failure());
    }

    [Fact]
    public void Every_exchange_has_fresh_nonces()
    {
        HashSet<string> seen = [];
        for (int i = 0; i < 20; i++)
            Assert.True(new ScramExchange { OnServerFirst = first => { seen.Add(first.Split(',')[0]); return first; } }.Run(out _));
        Assert.Equal(20, seen.Count);
    }

    [Fact]
    public void An_altered_server_nonce_is_refused_by_the_server() =>
        Assert.Equal(ScramFailure.Malformed, new ScramExchange { OnServerFirst = first => first.Replace(",s=", "x,s=", StringComparison.Ordinal) }.Failure());

    [Fact]
    public void An_altered_client_nonce_is_refused_by_the_client() =>
        Assert.Equal(ScramFailure.Malformed, new ScramExchange { OnClientFirst = first => first.Replace(",r=", ",r=x", StringComparison.Ordinal) }.Failure());

    [Fact]
    public void A_server_that_adds_nothing_to_the_nonce_is_refused() =>
        Assert.Equal(ScramFailure.Malformed, new ScramExchange { OnServerFirst = first => string.Concat(first.AsSpan(0, 2 + 24), first.AsSpan(first.IndexOf(','))) }.Failure());

    [Fact]
    public void A_client_that_repeats_another_channel_binding_is_refused() =>
        Assert.Equal(ScramFailure.OtherChannel, new ScramExchange { OnClientFinal = final => final.Replace("c=biws", "c=eSws", StringComparison.Ordinal) }.Failure());

    [Fact]
    public void A_derivation_altered_on_the_way_is_refused()
    {
        PasswordDerivation other = PasswordDerivation.Create();
        string known = ScramExchange.Account.Derivation.ToString();
        Assert.Equal(ScramFailure.Refused, new ScramExchange { OnServerFirst = first => first.Replace(known, other.ToString(), StringComparison.Ordinal) }.Failure());
    }

    [Fact]
    public void A_server_that_cannot_prove_itself_is_refused()
    {
        string forged = $"v={Convert.ToBase64String(new byte[32])}";
        Assert.Equal(ScramFailure.ServerNotProven, new ScramExchange { OnServerFinal = _ => forged }.Failure());
        Assert.Equal(ScramFailure.ServerNotProven, new ScramExchange { OnServerFinal = _ => "v=" }.Failure());
        Assert.Equal(ScramFailure.Refused, new ScramExchange { OnServerFinal = _ => "e=invalid-proof" }.Failure());
    }

    [Fact]
    public void A_server_that_knows_only_the_stored_key_cannot_prove_itself()
    {
        ScramVerifier known = ScramExchange.Account.Verifier;
        ScramVerifier half = new(known.Salt, known.Iterations, known.StoredKey, new byte[32]);
        Assert.Equal(ScramFailure.ServerNotProven, new ScramExchange { Credentials = new(half, ScramExchange.Account.Derivation) }.Failure());
    }

    [Fact]
    public void Messages_out_of_turn_are_a_mistake_of_the_caller()
    {
        ScramServer server = new(ChannelBinding.None);
        Assert.Throws<InvalidOperationException>(() => server.WriteServerFirst(ScramExchange.Account));
        Assert.Throws<InvalidOperationException>(() => server.ReadClientFinal("c=biws"u8));
        Assert.Throws<ScramException>(() => server.ReadClientFirst("garbage"u8));
        Assert.Throws<InvalidOperationException>(() => server.ReadClientFirst("n,,n=alice,r=nonce"u8));

        ScramClient client = new("alice", ChannelBinding.None);
        Assert.Throws<InvalidOperationException>(() => client.ReadServerFirst("r=x"u8));
        Assert.Throws<InvalidOperationException>(() => client.WriteClientFinal("p"));
        Assert.Throws<InvalidOperationException>(() => client.ReadServerFinal("v="u8));
        Assert.Throws<ArgumentException>(() => new ScramClient("no,such=user", ChannelBinding.None));
    }

    [Fact]
    public void A_server_checks_one_proof_and_no_second()
    {
        ScramExchange exchange = new() { ClientPassword = "wrong" };
        Assert.False(exchange.Run(out _));
        Assert.Throws<InvalidOperationException>(() => exchange.Server.ReadClientFinal("c=biws"u8));
    }

    [Fact]
    public void A_client_takes_each_message_once_and_none_after_a_failure()
    {
        ScramExchange exchange = new();
        Assert.True(exchange.Run(out _));
        Assert.Throws<InvalidOperationException>(() => exchange.Client.ReadServerFinal("v="u8));

        ScramExchange failed = new() { OnServerFirst = _ => "garbage" };
        Assert.False(failed.Run(out _));
        Assert.Throws<InvalidOperationException>(() => failed.Client.ReadServerFirst("garbage"u8));
    }

    [Fact]
    public void No_secret_shows_in_what_is_printed()
    {
        string printed = $"{ScramExchange.Account} {ScramExchange.Account.Verifier} {new ScramExchange().Client}";
        Assert.DoesNotContain(Convert.ToBase64String(ScramExchange.Account.Verifier.ServerKey.Span), printed);
        Assert.DoesNotContain(Encoding.ASCII.GetString(ScramExchange.Account.Verifier.StoredKey.Span), printed);
    }
}
