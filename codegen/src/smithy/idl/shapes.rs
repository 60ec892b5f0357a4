//! The parser of shape definitions.

use super::lexer::TokenKind;
use super::parser::{INPUT_SUFFIX, OUTPUT_SUFFIX, Parsed, Parser};
use super::syntax::{Body, Fault, MemberStatement, Name, Node, Position, ShapeStatement, Trait};

impl Parser<'_> {
    pub(super) fn shape(&mut self, keyword: &'static str, traits: Vec<Trait>) -> Parsed<()> {
        let name = self.identifier("the name of the shape")?;
        if let Some(used) = self.document.uses.get(&name.text) {
            return Err(Fault::new(
                name.at,
                format!(
                    "the shape has the same name as `{used}`, which is used; write the id of that one in full"
                ),
            ));
        }
        let mut statement = self.head(keyword, name, traits)?;
        let mut inline = Vec::new();
        statement.body = match keyword {
            "enum" | "intEnum" | "list" | "map" | "structure" | "union" => {
                Body::Members(self.members(keyword)?)
            }
            "service" | "resource" => {
                self.expect('{', "around the properties of the shape")?;
                Body::Properties(self.object()?)
            }
            "operation" => self.operation(&statement.name, &mut inline)?,
            _ => Body::None,
        };
        self.document.shapes.push(statement);
        self.document.shapes.extend(inline);
        Ok(())
    }

    /// Reads `for Resource with [Mixin]`, both optional.
    fn head(
        &mut self,
        keyword: &'static str,
        name: Name,
        traits: Vec<Trait>,
    ) -> Parsed<ShapeStatement> {
        let mut resource = None;
        if matches!(keyword, "structure" | "union" | "list" | "map") && self.accept_word("for") {
            resource = Some(self.shape_id("the resource after `for`")?);
        }
        let mut mixins = Vec::new();
        if self.accept_word("with") {
            mixins = self.shape_ids("a mixin")?;
        }
        Ok(ShapeStatement {
            keyword,
            name,
            traits,
            resource,
            mixins,
            body: Body::None,
        })
    }

    fn members(&mut self, keyword: &str) -> Parsed<Vec<MemberStatement>> {
        self.expect('{', "around the members of the shape")?;
        let opening = self.previous;
        let mut members = Vec::new();
        while !self.accept('}') {
            if self.is_at_end() {
                return Err(self.unclosed("a member", '}', opening));
            }
            let docs = self.take_docs();
            let traits = self.traits(docs)?;
            members.push(self.member(keyword, traits, opening)?);
        }
        Ok(members)
    }

    fn member(
        &mut self,
        keyword: &str,
        mut traits: Vec<Trait>,
        opening: Position,
    ) -> Parsed<MemberStatement> {
        let elided = self.accept('$');
        let unclosed = self
            .begins_statement()
            .then(|| self.unclosed("a member", '}', opening));
        let name = self.identifier("the name of a member")?;
        let is_enum = matches!(keyword, "enum" | "intEnum");
        let target = if is_enum {
            Some(Name::new("smithy.api#Unit", name.at))
        } else if elided {
            None
        } else if self.accept(':') {
            Some(self.shape_id("the target of the member")?)
        } else {
            let expected =
                self.expected(&format!("`:` and the target of the member `{}`", name.text));
            // Here the next statement begins, and its keyword was read as the name of a member.
            return Err(unclosed.unwrap_or(expected));
        };
        if self.accept('=') {
            let sugar = match is_enum {
                true => "smithy.api#enumValue",
                false => "smithy.api#default",
            };
            traits.push(Trait::new(sugar, name.at, Some(self.node()?)));
        }
        Ok(MemberStatement {
            name,
            traits,
            target,
        })
    }

    fn operation(&mut self, operation: &Name, inline: &mut Vec<ShapeStatement>) -> Parsed<Body> {
        self.expect('{', "around the properties of the operation")?;
        let opening = self.previous;
        let mut properties: Vec<(Name, Node)> = Vec::new();
        while !self.accept('}') {
            let is_new = |word| properties.iter().all(|(name, _)| name.text != word);
            let name = match self.token.kind {
                TokenKind::Word(word @ ("input" | "output" | "errors")) if is_new(word) => {
                    self.take_word(word)
                }
                _ => {
                    let what = "`input`, `output` or `errors`, each once";
                    return Err(self.unclosed(what, '}', opening));
                }
            };
            let value = if name.text == "errors" {
                self.expect(':', "after `errors`")?;
                let errors = self.shape_ids("an error")?.into_iter();
                Node::Array(errors.map(Node::ShapeId).collect())
            } else {
                Node::ShapeId(self.input_or_output(operation, &name.text, inline)?)
            };
            properties.push((name, value));
        }
        Ok(Body::Properties(properties))
    }

    /// Reads `: Shape`, or the inline structure after `:=`.
    fn input_or_output(
        &mut self,
        operation: &Name,
        property: &str,
        inline: &mut Vec<ShapeStatement>,
    ) -> Parsed<Name> {
        if self.accept(':') {
            return self.shape_id(&format!("the structure of the {property}"));
        }
        if !matches!(self.token.kind, TokenKind::Walrus) {
            return Err(self.expected(&format!("`:` or `:=` after `{property}`")));
        }
        self.advance();
        let docs = self.take_docs();
        let mut traits = self.traits(docs)?;
        let at = self.token.at;
        traits.push(Trait::new(&format!("smithy.api#{property}"), at, None));
        let (control, suffix) = match property {
            "input" => (INPUT_SUFFIX, "Input"),
            _ => (OUTPUT_SUFFIX, "Output"),
        };
        let suffix = self.controls.get(control).map_or(suffix, String::as_str);
        let name = Name::new(format!("{}{suffix}", operation.text), at);
        let target = Name::new(self.document.absolute(&name.text), at);
        let mut statement = self.head("structure", name, traits)?;
        statement.body = Body::Members(self.members("structure")?);
        inline.push(statement);
        Ok(target)
    }

    /// Reads `[Shape, Shape]`.
    fn shape_ids(&mut self, what: &str) -> Parsed<Vec<Name>> {
        self.expect('[', &format!("before {what}"))?;
        let opening = self.previous;
        let mut ids = Vec::new();
        while !self.accept(']') {
            if !matches!(self.token.kind, TokenKind::Word(_)) {
                return Err(self.unclosed(what, ']', opening));
            }
            ids.push(self.shape_id(what)?);
        }
        Ok(ids)
    }
}
