//! Orders of an exchange: whether one came to a purchase.

use std::collections::BTreeMap;

use crate::dossier::{Code, Defect, Effect, Position, Status};
use crate::input::field::trimmed;
use crate::input::row::Sheet;
use crate::say;

/// What became of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// It was carried out, or its record speaks of nothing else.
    Completed,
    /// It was cancelled, failed, or still waits.
    Uncompleted(String),
    /// A word that is not known.
    Unknown(String),
}

const COMPLETED: &[&str] = &[
    "completed",
    "complete",
    "success",
    "successful",
    "已完成",
    "完成",
    "成功",
    "交易成功",
    "交易完成",
    "已成交",
    "成交",
    "成交成功",
    "已交易",
    "已支付",
    "已付款",
    "支付成功",
    "已交割",
    "交割完成",
    "已结算",
    "已收货",
    "已售出",
    "核销成功",
    "核销完成",
];

/// Whole words, so that 未完成 is no 完成.
const UNCOMPLETED: &[&str] = &[
    "cancelled",
    "canceled",
    "failed",
    "closed",
    "pending",
    "refunded",
    "已取消",
    "取消",
    "已关闭",
    "关闭",
    "交易关闭",
    "已撤销",
    "撤销",
    "已撤单",
    "撤单",
    "已失败",
    "失败",
    "交易失败",
    "已退款",
    "退款中",
    "已作废",
    "作废",
    "已失效",
    "已超时",
    "超时关闭",
    "已拒绝",
    "待支付",
    "待付款",
    "待确认",
    "待审核",
    "待交割",
    "待成交",
    "未成交",
    "未完成",
    "未支付",
    "进行中",
    "处理中",
    "交易中",
    "挂牌中",
];

/// What became of an order by its status. The manifest may map a word to `completed` or `cancelled`.
pub(super) fn order(word: Option<&str>, statuses: &BTreeMap<String, String>) -> Order {
    let Some(word) = word else { return Order::Completed };
    let mapped = statuses.iter().find(|(theirs, _)| trimmed(theirs) == word).map(|(_, ours)| trimmed(ours));
    let plain = mapped.unwrap_or(word).to_lowercase();
    if COMPLETED.contains(&plain.as_str()) || matches!(Status::parse(&plain), Status::Held | Status::Transferred | Status::Retired) {
        Order::Completed
    } else if UNCOMPLETED.contains(&plain.as_str()) {
        Order::Uncompleted(word.to_owned())
    } else {
        Order::Unknown(word.to_owned())
    }
}

/// The defect of an order that is no purchase.
pub(super) fn uncompleted(word: &str, position: Position, sheet: &Sheet<'_>) -> Defect {
    Defect::new(
        Code::UncompletedOrder,
        Effect::Discards,
        say!(
            "the order's status is `{word}`: it came to no purchase, and presents no certificate; if it was carried out, export it again",
            word
        )
        .at(format!("{}:{}", sheet.file(position), position.line)),
    )
    .at(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_order_that_was_carried_out_is_a_purchase() {
        let statuses = BTreeMap::from([("完结".to_owned(), "completed".to_owned()), ("作罢".to_owned(), "cancelled".to_owned())]);
        for (word, becomes) in [
            (None, Order::Completed),
            (Some("已完成"), Order::Completed),
            (Some("成功"), Order::Completed),
            (Some("完结"), Order::Completed),
            (Some("未完成"), Order::Uncompleted("未完成".to_owned())),
            (Some("已取消"), Order::Uncompleted("已取消".to_owned())),
            (Some("作罢"), Order::Uncompleted("作罢".to_owned())),
            (Some("在途"), Order::Unknown("在途".to_owned())),
        ] {
            assert_eq!(order(word, &statuses), becomes, "{word:?}");
        }
    }
}
